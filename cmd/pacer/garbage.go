package main

import "runtime/debug"

// collectSeldom lets garbage grow to one and a half times what is alive before
// it is collected, unless the environment says otherwise: little is alive here,
// so that a small machine has room for it, and the collector takes a few
// percent less of an answer's time.
func collectSeldom(getenv func(string) string) {
	if getenv("GOGC") == "" {
		debug.SetGCPercent(150)
	}
}
