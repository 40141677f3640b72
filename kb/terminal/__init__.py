"""What the command line shows people: colour where the terminal has it, plain text elsewhere."""
