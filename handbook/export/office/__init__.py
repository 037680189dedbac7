"""Forms as office documents: one paper from the form's data, written as ODT and as DOCX."""
