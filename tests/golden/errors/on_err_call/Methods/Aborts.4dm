ALERT("aborts")
ABORT
