package review

import (
	"encoding"
	"encoding/binary"
	"fmt"
	"math"
	"time"
)

var _ encoding.BinaryUnmarshaler = (*Card)(nil)

const (
	version  = 1
	encoded  = 1 + 4 + 4 + 8 + 8 + 8
	maxCount = math.MaxInt32 // of reviews; a human life has fewer
)

// AppendBinary appends the card to b: a version byte, then reviews and lapses
// (32 bits), stability, difficulty (the bits of the floats) and the last review
// (Unix milliseconds, 64 bits), all little-endian; 33 bytes.
func (c Card) AppendBinary(b []byte) []byte {
	b = append(b, version)
	b = binary.LittleEndian.AppendUint32(b, uint32(c.Reviews))
	b = binary.LittleEndian.AppendUint32(b, uint32(c.Lapses))
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(c.Stability))
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(c.Difficulty))
	return binary.LittleEndian.AppendUint64(b, uint64(c.Last.UnixMilli()))
}

// UnmarshalBinary reads what AppendBinary wrote, bit for bit. Anything else, a
// card that is not Valid included, is an error and leaves c as it was.
func (c *Card) UnmarshalBinary(b []byte) error {
	if len(b) == 0 {
		return fmt.Errorf("review: a card of no bytes")
	}
	if b[0] != version {
		return fmt.Errorf("review: a card of version %d, this program reads version %d", b[0], version)
	}
	if len(b) != encoded {
		return fmt.Errorf("review: a card of %d bytes, must be %d", len(b), encoded)
	}
	read := Card{
		Reviews:    int(int32(binary.LittleEndian.Uint32(b[1:]))),
		Lapses:     int(int32(binary.LittleEndian.Uint32(b[5:]))),
		Stability:  math.Float64frombits(binary.LittleEndian.Uint64(b[9:])),
		Difficulty: math.Float64frombits(binary.LittleEndian.Uint64(b[17:])),
		Last:       time.UnixMilli(int64(binary.LittleEndian.Uint64(b[25:]))).UTC(),
	}
	if err := read.Valid(); err != nil {
		return err
	}
	*c = read
	return nil
}
