"""The sections of the page about the model, a module each: only the one asked for is made."""
