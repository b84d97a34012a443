Class constructor($start : Integer)

Function add($by : Integer)
