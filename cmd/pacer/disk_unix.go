//go:build linux || darwin

package main

import (
	"path/filepath"
	"syscall"
)

// freeSpace is how many bytes this user may still write beside a file.
func freeSpace(file string) (bytes int64, ok bool) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(filepath.Dir(file), &s); err != nil {
		return 0, false
	}
	return int64(s.Bavail) * int64(s.Bsize), true
}
