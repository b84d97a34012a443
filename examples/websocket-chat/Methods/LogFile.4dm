// Writes $message as one line on standard output.
#DECLARE($message : Text)

LOG EVENT(Into system standard outputs; $message+Char(Line feed))
