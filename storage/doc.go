// Package storage is what Pacer remembers, in SQL. It implements bot.Store on
// a database/sql driver; package sqlite opens the default one.
//
// One goroutine writes. It takes the turns that wait, up to a group's size,
// and handles them in one transaction, each in its own savepoint, so that they
// share one sync of the disk and one that fails does not fail its neighbours.
// Readers have connections of their own and never wait for it.
package storage
