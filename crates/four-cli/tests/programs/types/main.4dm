// Four servers on one port, told apart by path; the last takes what the others leave.
CALL WORKER("types"; "Start")
