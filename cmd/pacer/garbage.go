package main

import "runtime/debug"

// collectSeldom lets garbage grow to four times what is alive before it is
// collected, unless the environment says otherwise: little is alive here, some
// tens of megabytes, and the collector would take a tenth of an answer's time.
func collectSeldom(getenv func(string) string) {
	if getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}
