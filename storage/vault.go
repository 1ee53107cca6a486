package storage

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"pacer/coach"
)

// keyBytes is the length of a key: AES-256.
const keyBytes = 32

var keyID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,32}$`)

// Keys seal what a Vault keeps: the first one seals, all of them open. A key
// is changed by putting the new one before the old, and the old one goes when
// nothing is sealed with it any more.
type Keys struct{ list []key }

// key is one key. Its ID stands beside what it sealed.
type key struct {
	id   string
	aead cipher.AEAD
}

// ParseKeys reads keys, separated by commas: each is 32 bytes in base64 or
// hexadecimal, with an ID and a colon before it if wished ("2026:…"). A key
// without an ID is known by a fingerprint. What is wrong comes as a sentence
// that holds no part of a key.
func ParseKeys(text string) (*Keys, error) {
	k := &Keys{}
	for i, one := range strings.Split(text, ",") {
		id, secret, named := strings.Cut(strings.TrimSpace(one), ":")
		if !named {
			id, secret = "", id
		}
		raw, err := decodeKey(strings.TrimSpace(secret))
		if err != nil {
			return nil, badKey(i, err)
		}
		if !named {
			id = fingerprint(raw)
		} else if !keyID.MatchString(id) {
			return nil, badKey(i, errors.New("has no proper ID before its colon: take up to 32 letters, digits, - and _, like 2026:…"))
		}
		for _, other := range k.list {
			if other.id == id {
				return nil, badKey(i, fmt.Errorf("has the ID of another one, %s: give each its own", id))
			}
		}
		block, err := aes.NewCipher(raw)
		if err != nil {
			return nil, badKey(i, err)
		}
		aead, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, badKey(i, err)
		}
		k.list = append(k.list, key{id, aead})
	}
	return k, nil
}

func badKey(i int, err error) error {
	return &coach.Error{
		Op: "key", Kind: coach.Invalid, Err: err,
		Hint: fmt.Sprintf("key %d of PACER_KEY %s", i+1, err),
	}
}

// decodeKey reads 32 bytes in either way of writing them.
func decodeKey(s string) ([]byte, error) {
	raw, err := hex.DecodeString(s)
	if err != nil {
		// With or without padding, and with either of the two alphabets.
		s = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(s, "="))
		raw, err = base64.RawStdEncoding.DecodeString(s)
	}
	switch {
	case err != nil || len(raw) != keyBytes:
		return nil, errors.New("is not 32 bytes in base64 or hexadecimal: make one with openssl rand -base64 32")
	case bytes.Count(raw, raw[:1]) == keyBytes:
		return nil, errors.New("is one byte over and over, which anyone can guess: make one with openssl rand -base64 32")
	}
	return raw, nil
}

// fingerprint names a key without telling anything of it: a key is random, so
// nobody finds it by trying.
func fingerprint(raw []byte) string {
	sum := sha256.Sum256(append([]byte("pacer key id\x00"), raw...))
	return hex.EncodeToString(sum[:4])
}

// First is the ID of the key that seals.
func (k *Keys) First() string { return k.list[0].id }

// find returns the key with an ID. A nil Keys holds none.
func (k *Keys) find(id string) (key, bool) {
	if k != nil {
		for _, one := range k.list {
			if one.id == id {
				return one, true
			}
		}
	}
	return key{}, false
}

// Vault keeps secrets that places of one platform gave, such as their tokens,
// each sealed with AES-256-GCM for its place alone: moved to another place, or
// changed, it does not open. Without the key a copy of the database tells
// which places there are, and nothing of what they gave. It is safe for use by
// several goroutines.
type Vault struct {
	store    *Store
	platform string
	keys     *Keys
}

// Vault returns the vault of a platform. With nil keys nothing can be put in
// or got out, only listed and removed.
func (s *Store) Vault(platform string, keys *Keys) *Vault {
	return &Vault{store: s, platform: platform, keys: keys}
}

// bound is what a secret is bound to beside its key: it opens nowhere else.
func (v *Vault) bound(place, key string) []byte {
	return []byte(strings.Join([]string{"pacer vault 1", v.platform, place, key}, "\x00"))
}

func (v *Vault) seal(place string, secret []byte) (key string, sealed []byte, err error) {
	if v.keys == nil {
		return "", nil, &coach.Error{
			Op: "vault", Kind: coach.Invalid, Err: errors.New("no key"),
			Hint: "PACER_KEY is not set, and nothing is kept unsealed: make a key with openssl rand -base64 32",
		}
	}
	first := v.keys.list[0]
	return first.id, first.aead.Seal(nil, nil, secret, v.bound(place, first.id)), nil
}

func (v *Vault) open(place, key string, sealed []byte) ([]byte, error) {
	with, ok := v.keys.find(key)
	if !ok {
		return nil, &coach.Error{
			Op: "vault", Kind: coach.Invalid, Err: fmt.Errorf("no key %s for what %s %s gave", key, v.platform, place),
			Hint: fmt.Sprintf("what %s %s gave is sealed with the key %s, which PACER_KEY does not hold: put that key back, after a comma, or have the app installed there anew", v.platform, place, key),
		}
	}
	secret, err := with.aead.Open(nil, nil, sealed, v.bound(place, key))
	if err != nil {
		return nil, &coach.Error{
			Op: "vault", Kind: coach.Invalid, Err: fmt.Errorf("what %s %s gave: %w", v.platform, place, err),
			Hint: fmt.Sprintf("what %s %s gave does not open: the key %s in PACER_KEY is another one than it was sealed with, or the database was changed; put the right key there, or have the app installed anew", v.platform, place, key),
		}
	}
	return secret, nil
}

// Put keeps a place's secret, in place of an earlier one.
func (v *Vault) Put(ctx context.Context, place string, secret []byte) error {
	key, sealed, err := v.seal(place, secret)
	if err != nil {
		return err
	}
	_, err = v.store.do(ctx, v.platform, "", func(t *tx) error {
		_, err := t.exec(`INSERT INTO vault (platform, place, key, sealed) VALUES (?, ?, ?, ?)
			ON CONFLICT (platform, place) DO UPDATE SET key = excluded.key, sealed = excluded.sealed`, place, key, sealed)
		return err
	})
	return err
}

// Get returns a place's secret; a coach.NotFound error when there is none, and
// a coach.Invalid one with a sentence when no key opens it.
func (v *Vault) Get(ctx context.Context, place string) ([]byte, error) {
	var key string
	var sealed []byte
	err := v.store.moment(ctx, v.platform, func(q *queries) error {
		return q.row("vault", `SELECT key, sealed FROM vault WHERE platform = ? AND place = ?`, []any{place}, &key, &sealed)
	})
	if err != nil {
		return nil, err
	}
	return v.open(place, key, sealed)
}

// Remove forgets a place's secret, if there is one.
func (v *Vault) Remove(ctx context.Context, place string) error {
	_, err := v.store.do(ctx, v.platform, "", func(t *tx) error {
		_, err := t.exec(`DELETE FROM vault WHERE platform = ? AND place = ?`, place)
		return err
	})
	return err
}

// sealedFor is a secret as it is kept.
type sealedFor struct {
	place, key string
	sealed     []byte
}

func (v *Vault) all(ctx context.Context) (all []sealedFor, err error) {
	err = v.store.moment(ctx, v.platform, func(q *queries) error {
		all, err = list(q, func(s scanner) (one sealedFor, err error) {
			return one, s.Scan(&one.place, &one.key, &one.sealed)
		}, `SELECT place, key, sealed FROM vault WHERE platform = ? ORDER BY place`)
		return err
	})
	return all, err
}

// Places lists the places that have a secret, in order.
func (v *Vault) Places(ctx context.Context) ([]string, error) {
	all, err := v.all(ctx)
	places := make([]string, len(all))
	for i, one := range all {
		places[i] = one.place
	}
	return places, err
}

// Check tries to open everything: it returns how many secrets another key than
// the first sealed, and an error, with a sentence, for each that does not open.
func (v *Vault) Check(ctx context.Context) (old int, err error) {
	all, err := v.all(ctx)
	if err != nil {
		return 0, err
	}
	var shut []error
	for _, one := range all {
		if _, err := v.open(one.place, one.key, one.sealed); err != nil {
			shut = append(shut, err)
		} else if one.key != v.keys.First() {
			old++
		}
	}
	return old, errors.Join(shut...)
}

// Reseal seals with the first key what another one sealed, and returns how
// many secrets that were. What does not open stays as it is.
func (v *Vault) Reseal(ctx context.Context) (n int, err error) {
	if v.keys == nil {
		return 0, nil
	}
	all, err := v.all(ctx)
	if err != nil {
		return 0, err
	}
	for _, was := range all {
		if was.key == v.keys.First() {
			continue
		}
		secret, err := v.open(was.place, was.key, was.sealed)
		if err != nil {
			continue // Check names it
		}
		key, sealed, err := v.seal(was.place, secret)
		if err != nil {
			return n, err
		}
		var changed int64
		if _, err := v.store.do(ctx, v.platform, "", func(t *tx) (err error) {
			// Only if nothing newer has taken its place meanwhile.
			changed, err = t.exec(`UPDATE vault SET key = ?4, sealed = ?5 WHERE platform = ?1 AND place = ?2 AND sealed = ?3`,
				was.place, was.sealed, key, sealed)
			return err
		}); err != nil {
			return n, err
		}
		n += int(changed)
	}
	return n, nil
}
