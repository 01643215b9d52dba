"""What is said when a raw file cannot be trusted."""


class InputError(Exception):
    """A raw file cannot be trusted; the message says which, and what to do.

    ``code`` is the reason code of the contract. No message quotes a value of the file, for it
    could be somebody's address.
    """

    def __init__(self, code: str, message: str):
        super().__init__(f"{message} [{code}]")
        self.code = code
