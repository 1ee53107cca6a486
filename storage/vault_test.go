package storage

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"pacer/coach"
)

// A key in every way of writing one, and what is no key.
func TestKeysAreReadOrRefusedWithASentence(t *testing.T) {
	raw := []byte("\x00\xffthirty-two bytes of a key, ok.")
	standard, hexadecimal := base64.StdEncoding.EncodeToString(raw), hex.EncodeToString(raw)
	other := hex.EncodeToString([]byte("another key of thirty-two bytes."))
	tests := []struct {
		name, text string
		first      string // ID; empty: refused
		says       string
	}{
		{"base64", standard, fingerprint(raw), ""},
		{"base64 for addresses, without padding", base64.RawURLEncoding.EncodeToString(raw), fingerprint(raw), ""},
		{"hexadecimal", hexadecimal, fingerprint(raw), ""},
		{"hexadecimal in capitals", strings.ToUpper(hexadecimal), fingerprint(raw), ""},
		{"a name", "2026-a:" + standard, "2026-a", ""},
		{"several, with space and a line's end", " new:" + standard + ",\n old:" + other + "\n", "new", ""},
		{"nothing", "", "", "key 1 of PACER_KEY is not 32 bytes"},
		{"a word", "swordfish", "", "key 1 of PACER_KEY is not 32 bytes"},
		{"16 bytes", hex.EncodeToString(raw[:16]), "", "key 1 of PACER_KEY is not 32 bytes"},
		{"a comma at the end", standard + ",", "", "key 2 of PACER_KEY is not 32 bytes"},
		{"a name that is none", "my key:" + standard, "", "key 1 of PACER_KEY has no proper ID"},
		{"a name twice", "a:" + standard + ",a:" + other, "", "key 2 of PACER_KEY has the ID of another one, a"},
		{"a key twice", standard + "," + hexadecimal, "", "key 2 of PACER_KEY has the ID of another one"},
		{"zeroes", strings.Repeat("0", 64), "", "key 1 of PACER_KEY is one byte over and over"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			k, err := ParseKeys(tt.text)
			switch {
			case tt.first != "":
				if err != nil {
					t.Fatal(err)
				}
				if k.First() != tt.first {
					t.Errorf("the first key is %s, want %s", k.First(), tt.first)
				}
			case err == nil:
				t.Errorf("it was taken, as %s", k.First())
			default:
				hint := hintOf(err)
				if !strings.HasPrefix(hint, tt.says) {
					t.Errorf("it says %q, want %q…", hint, tt.says)
				}
				if tt.text != "" && strings.Contains(hint, tt.text) {
					t.Errorf("it quotes the key: %q", hint)
				}
			}
		})
	}
}

// Sealed twice, the same secret looks different, and what is sealed opens
// nowhere else and in no other form.
func TestWhatIsSealedIsBoundToItsPlace(t *testing.T) {
	k, err := ParseKeys("k:" + hex.EncodeToString([]byte("thirty-two bytes of a key, oh my")))
	if err != nil {
		t.Fatal(err)
	}
	v := &Vault{platform: "slack", keys: k}
	key, one, err := v.seal("T1", []byte("secret"))
	if err != nil {
		t.Fatal(err)
	}
	_, two, err := v.seal("T1", []byte("secret"))
	if err != nil {
		t.Fatal(err)
	}
	if string(one) == string(two) {
		t.Error("sealed twice, it looks the same")
	}
	if got, err := v.open("T1", key, one); err != nil || string(got) != "secret" {
		t.Errorf("it opens as %q, %v", got, err)
	}
	if _, err := v.open("T2", key, one); err == nil {
		t.Error("it opens for another team")
	}
	if _, err := (&Vault{platform: "discord", keys: k}).open("T1", key, one); err == nil {
		t.Error("it opens on another platform")
	}
	for i := range one {
		changed := append([]byte(nil), one...)
		changed[i] ^= 1
		if _, err := v.open("T1", key, changed); err == nil {
			t.Fatalf("it opens with bit 0 of byte %d turned", i)
		}
	}
	if _, err := v.open("T1", key, one[:4]); err == nil {
		t.Error("it opens cut short")
	}
}

// hintOf is the sentence that an error has for a person.
func hintOf(err error) string {
	if e, ok := errors.AsType[*coach.Error](err); ok {
		return e.Hint
	}
	return ""
}
