package main

import (
	"fmt"
	"os"
	"strings"
	"time"
	_ "time/tzdata" // the zones people live in are part of the program, whatever the machine has

	"pacer/coach"
)

// localZone is the IANA name of the machine's time zone: of TZ, or of what
// /etc/localtime points at. Where the machine tells none, it is the zone of
// today's offset, if that is whole hours, and else UTC.
func localZone(getenv func(string) string) string {
	candidates := []string{strings.TrimPrefix(getenv("TZ"), ":")}
	if target, err := os.Readlink("/etc/localtime"); err == nil {
		candidates = append(candidates, target)
	}
	for _, name := range candidates {
		if _, after, ok := strings.Cut(name, "zoneinfo/"); ok {
			name = after
		}
		if _, err := coach.Zone(name); err == nil {
			return name
		}
	}
	_, offset := time.Now().Zone()
	if offset != 0 && offset%3600 == 0 {
		// The signs of these names are the other way round.
		name := fmt.Sprintf("Etc/GMT%+d", -offset/3600)
		if _, err := coach.Zone(name); err == nil {
			return name
		}
	}
	return "UTC"
}
