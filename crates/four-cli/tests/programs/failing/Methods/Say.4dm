// Writes one line on standard output.
#DECLARE($line : Text)

LOG EVENT(Into system standard outputs; $line+"\n")
