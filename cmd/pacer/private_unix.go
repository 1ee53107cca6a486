//go:build unix

package main

import "syscall"

// private makes the files that this process makes readable by its own user
// only: they are about people.
func private() { syscall.Umask(0o077) }
