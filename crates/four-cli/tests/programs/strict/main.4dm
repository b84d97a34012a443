// The web server is started by hand; run with --no-web-autostart.
CALL WORKER("strict"; "Start")
