"""Process -> flow -> layout -> SVG and BPMN 2.0."""
