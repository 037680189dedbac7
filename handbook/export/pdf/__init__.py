"""PDF by Typst: finished pages become Typst source, the compiled files are finished with form fields and row headers."""
