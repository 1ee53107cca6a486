// Package storage is what Pacer remembers, in SQL. It implements bot.Store on
// a database/sql driver; package sqlite opens the default one, and storagetest
// is the contract as tests.
//
// One goroutine writes. It takes the turns that wait, up to a group's size,
// and handles them in one transaction, so that they share one sync of the
// disk; one that fails does not fail its neighbours. What it has read and
// written it remembers, so that an answer costs writes and hardly a read.
// Readers have connections of their own and never wait for it.
//
// How a turn commits, what is guaranteed and what was measured stands in
// README.md beside this file.
package storage
