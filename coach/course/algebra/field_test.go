package algebra

import (
	"math/big"
	"testing"
)

func TestTheFieldIsAField(t *testing.T) {
	p := new(big.Int).SetUint64(prime)
	if !p.ProbablyPrime(40) || prime%4 != 1 || p.BitLen() != 62 {
		t.Fatal("the prime is none, or not 1 modulo 4, or of another size")
	}
	for next := new(big.Int).Add(p, big.NewInt(4)); next.BitLen() == 62; next.Add(next, big.NewInt(4)) {
		if next.ProbablyPrime(20) {
			t.Fatalf("%v is larger", next)
		}
	}
	if i := residue(imaginary); i.times(i) != prime-1 {
		t.Error("the square of i is not -1")
	}
	for round := range 200 {
		a, b := residue(draw("a", round)%prime), residue(draw("b", round)%prime)
		x, y := new(big.Int).SetUint64(uint64(a)), new(big.Int).SetUint64(uint64(b))
		for _, row := range []struct {
			name string
			got  residue
			want *big.Int
		}{
			{"sum", a.plus(b), new(big.Int).Add(x, y)},
			{"difference", a.minus(b), new(big.Int).Sub(x, y)},
			{"product", a.times(b), new(big.Int).Mul(x, y)},
			{"power", a.to(uint64(b)), new(big.Int).Exp(x, y, p)},
			{"quotient", a.times(b.inverse()), new(big.Int).Mul(x, new(big.Int).ModInverse(y, p))},
		} {
			if want := new(big.Int).Mod(row.want, p).Uint64(); uint64(row.got) != want {
				t.Errorf("the %s of %d and %d is %d, want %d", row.name, a, b, row.got, want)
			}
		}
	}
	for value, want := range map[string]string{"-1": "4611686018427387816", "1/2": "2305843009213693909", "9223372036854775808": "174"} {
		v, _ := new(big.Rat).SetString(value)
		got, ok := residueOf(v)
		if n, isNumber := new(big.Int).SetString(want, 10); !isNumber || !ok || uint64(got) != n.Uint64() {
			t.Errorf("%s is %d, %v, want %s", value, got, ok, want)
		}
	}
	if _, ok := residueOf(new(big.Rat).SetFrac(big.NewInt(1), p)); ok {
		t.Error("one over the prime has a residue")
	}
}
