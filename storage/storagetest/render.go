package storagetest

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"pacer/coach"
)

// render writes a value with all that is in it, unexported fields included, so
// that equal text means an equal value: instants are the same in whatever zone,
// and an empty slice or map is the same as none.
func render(v any) string {
	var b strings.Builder
	write(&b, reflect.ValueOf(v))
	return b.String()
}

func write(b *strings.Builder, v reflect.Value) {
	if !v.IsValid() {
		b.WriteString("nil")
		return
	}
	if v.Type() == reflect.TypeFor[time.Time]() && v.CanInterface() {
		t := v.Interface().(time.Time)
		if !t.IsZero() {
			b.WriteString(t.UTC().Format(time.RFC3339Nano))
		} else {
			b.WriteString("never")
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		write(b, v.Elem())
	case reflect.Struct:
		b.WriteByte('{')
		for i := range v.NumField() {
			f := v.Field(i)
			if f.IsZero() || f.Kind() == reflect.Slice && f.Len() == 0 || f.Kind() == reflect.Map && f.Len() == 0 {
				continue
			}
			fmt.Fprintf(b, "%s:", v.Type().Field(i).Name)
			write(b, f)
			b.WriteByte(' ')
		}
		b.WriteByte('}')
	case reflect.Array, reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 && v.Kind() == reflect.Slice {
			fmt.Fprintf(b, "%q", v.Bytes())
			return
		}
		b.WriteByte('[')
		for i := range v.Len() {
			write(b, v.Index(i))
			b.WriteByte(' ')
		}
		b.WriteByte(']')
	case reflect.Map:
		var entries []string
		for _, k := range v.MapKeys() {
			var e strings.Builder
			write(&e, k)
			e.WriteByte(':')
			write(&e, v.MapIndex(k))
			entries = append(entries, e.String())
		}
		slices.Sort(entries)
		b.WriteByte('{')
		for _, e := range entries {
			b.WriteString(e)
			b.WriteByte(' ')
		}
		b.WriteByte('}')
	case reflect.String:
		b.WriteString(strconv.Quote(v.String()))
	case reflect.Bool:
		b.WriteString(strconv.FormatBool(v.Bool()))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		b.WriteString(strconv.FormatInt(v.Int(), 10))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		b.WriteString(strconv.FormatUint(v.Uint(), 10))
	case reflect.Float32, reflect.Float64:
		b.WriteString(strconv.FormatFloat(v.Float(), 'x', -1, 64)) // bit for bit
	default:
		panic("a value of kind " + v.Kind().String() + " cannot be compared")
	}
}

// call calls a method and writes what came of it. Then it scribbles over all
// that it gave and got: a store that keeps any of it will be found out.
func call(on any, method string, args []any) string {
	in := make([]reflect.Value, len(args))
	for i, a := range args {
		in[i] = reflect.ValueOf(a)
	}
	out := reflect.ValueOf(on).MethodByName(method).Call(in)
	text := make([]string, len(out))
	for i, v := range out {
		if err, ok := v.Interface().(error); ok {
			text[i] = kindOf(err)
			continue
		}
		text[i] = render(v.Interface())
	}
	for _, v := range append(in, out...) {
		scribble(v)
	}
	return strings.Join(text, ", ")
}

// kindOf is what a caller decides by.
func kindOf(err error) string {
	if e, ok := errors.AsType[*coach.Error](err); ok {
		return fmt.Sprintf("error of kind %d", e.Kind)
	}
	return "error"
}

// scribble changes what slices and maps in a value hold.
func scribble(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				scribble(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			scribble(v.Index(i))
			v.Index(i).SetZero()
		}
		if v.Cap() > v.Len() {
			reflect.Append(v, reflect.Zero(v.Type().Elem()))
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			v.SetMapIndex(k, reflect.Zero(v.Type().Elem()))
		}
	}
}
