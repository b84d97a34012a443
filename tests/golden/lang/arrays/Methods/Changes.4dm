#DECLARE($p : Pointer)
$p->{2}:="through pointer"
APPEND TO ARRAY($p->; "appended")
