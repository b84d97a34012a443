// A worker that has nothing left to do does not keep the program alive.
CALL WORKER("idle"; "Say"; "from the worker")
Say("from the main method")
