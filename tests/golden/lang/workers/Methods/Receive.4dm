#DECLARE($o : Object; $ball : cs.Ball; $both : Collection)

DELAY PROCESS(Current process; 3)
ALERT($o.name+" "+String($o.itself=$o)+" "+$ball.tell()+" "+String($both[0]=$both[1])+" "+String($both[0]=$ball))
