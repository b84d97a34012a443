// Gets a pointer to an element of an interprocess array from another process.
#DECLARE($element : Pointer; $done : 4D.Signal)
$element->:="changed"
APPEND TO ARRAY(<>words; "added")
$done.trigger()
