package course

// rewritten is a copy of the item with f done to every text that is shown or
// graded, in every language and in scaffolds. What names something (IDs, skills,
// misconceptions, tags, languages) and what is about the item (licence, source)
// stays, and so do Vars and Where.
func (it *Item) rewritten(f func(string) string) *Item {
	may := func(s string) string {
		if s == "" {
			return ""
		}
		return f(s)
	}
	list := func(texts []string) []string { return copied(texts, may) }
	wrong := func(w Wrong) Wrong {
		w.Answer, w.Feedback = may(w.Answer), may(w.Feedback)
		return w
	}
	blank := func(b Blank) Blank {
		b.Answer, b.Accept, b.Tolerance = may(b.Answer), list(b.Accept), may(b.Tolerance)
		return b
	}
	pair := func(p Pair) Pair { return Pair{may(p.Left), may(p.Right)} }
	group := func(g Group) Group { return Group{may(g.Name), list(g.Members)} }

	out := *it
	out.Question, out.Plain, out.Answer, out.Tolerance, out.Model, out.Explanation = may(it.Question), may(it.Plain), may(it.Answer), may(it.Tolerance), may(it.Model), may(it.Explanation)
	out.Answers, out.Accept, out.Units, out.Lines, out.Others, out.Checklist = list(it.Answers), list(it.Accept), list(it.Units), list(it.Lines), list(it.Others), list(it.Checklist)
	out.Options = copied(it.Options, func(o Option) Option {
		o.Text, o.Feedback = may(o.Text), may(o.Feedback)
		return o
	})
	out.Blanks, out.Pairs, out.Groups, out.Wrong = copied(it.Blanks, blank), copied(it.Pairs, pair), copied(it.Groups, group), copied(it.Wrong, wrong)
	out.Hints = copied(it.Hints, func(h Hint) Hint {
		h.Text = may(h.Text)
		if h.Ask != nil {
			h.Ask = h.Ask.rewritten(f)
		}
		return h
	})
	out.Translations = copied(it.Translations, func(tr Translation) Translation {
		tr.Question, tr.Plain, tr.Answer, tr.Model, tr.Explanation = may(tr.Question), may(tr.Plain), may(tr.Answer), may(tr.Model), may(tr.Explanation)
		tr.Options, tr.Accept, tr.Lines, tr.Others = list(tr.Options), list(tr.Accept), list(tr.Lines), list(tr.Others)
		tr.Checklist, tr.Feedback, tr.Hints = list(tr.Checklist), list(tr.Feedback), list(tr.Hints)
		tr.Blanks, tr.Pairs, tr.Groups, tr.Wrong = copied(tr.Blanks, blank), copied(tr.Pairs, pair), copied(tr.Groups, group), copied(tr.Wrong, wrong)
		return tr
	})
	return &out
}

// copied is a new list with f done to each entry; nil stays nil.
func copied[T any](list []T, f func(T) T) []T {
	if list == nil {
		return nil
	}
	out := make([]T, len(list))
	for i := range list {
		out[i] = f(list[i])
	}
	return out
}
