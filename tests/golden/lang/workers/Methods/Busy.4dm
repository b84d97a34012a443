DELAY PROCESS(Current process; 6)
