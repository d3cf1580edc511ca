"""Names of the files that travel with a submission; nbgrader copies them from folder to folder."""

TIMESTAMP_FILE = "timestamp.txt"
RECEIPT_FILE = "receipt.txt"
RECEIPTS_FILE = "receipts.txt"
FEEDBACK_FOLDER = "feedback"
