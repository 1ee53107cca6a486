// The chat, live: what is said is sent without loading the page again, and
// lines are shown as they come. Without this script the same forms load the
// page; nothing here is needed.
"use strict";

(() => {
	// The door keeps the zone that the browser is set to, for check-ins.
	const zone = document.querySelector("[data-zone]");
	if (zone) {
		zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
	}

	const talk = document.getElementById("talk");
	const say = document.getElementById("say");
	if (!talk || !say || !talk.dataset.live || !window.EventSource) {
		return;
	}
	const text = document.getElementById("text");
	const fault = document.getElementById("fault");
	const shown = new Map(); // what each line looked like when it came

	const end = document.getElementById("end");
	const isAtEnd = () => end.getBoundingClientRect().top <= window.innerHeight + 160;
	const toEnd = () => end.scrollIntoView({ block: "end" });

	// put shows a line, in its order, or in the place of what it was before.
	const put = ({ id, html }) => {
		const bare = html.replace(/name="event" value="[^"]*"/g, "");
		if (shown.get(id) === bare) {
			return;
		}
		shown.set(id, bare);
		const follow = isAtEnd();
		const box = document.createElement("template");
		box.innerHTML = html;
		const line = box.content.firstElementChild;
		const old = document.getElementById(id);
		if (old) {
			const held = old.contains(document.activeElement);
			old.replaceWith(line);
			if (held) {
				line.tabIndex = -1;
				line.focus({ preventScroll: true });
			}
		} else {
			const after = [...talk.children].find((l) => l.id > id);
			talk.insertBefore(line, after || null);
		}
		if (id > talk.dataset.last) {
			talk.dataset.last = id;
		}
		document.getElementById("begin")?.remove();
		if (follow) {
			toEnd();
		}
	};

	const complain = (html) => {
		fault.innerHTML = html;
		fault.hidden = html === "";
	};

	const fresh = () => {
		const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
		return Array.from(crypto.getRandomValues(new Uint8Array(26)), (b) => alphabet[b % 32]).join("");
	};

	// Every form of the chat is sent from here; one that is under way is not
	// sent again.
	document.addEventListener("submit", async (event) => {
		const form = event.target;
		if (form.getAttribute("action") !== say.getAttribute("action")) {
			return;
		}
		event.preventDefault();
		if (form.dataset.busy) {
			return;
		}
		const data = new FormData(form, event.submitter);
		if (form === say && !data.get("say") && !String(data.get("text")).trim() && !(data.get("file") && data.get("file").size)) {
			text.focus();
			return;
		}
		data.set("last", talk.dataset.last);
		form.dataset.busy = "1";
		complain("");
		try {
			const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" }, credentials: "same-origin" });
			if (!(answer.headers.get("Content-Type") || "").startsWith("application/json")) {
				location.reload(); // the visit is over, or somebody has to look
				return;
			}
			const body = await answer.json();
			body.lines.forEach(put);
			if (body.fault) {
				complain(body.fault);
				return;
			}
			form.querySelector("[name=event]").value = fresh();
			if (form === say) {
				toEnd();
			}
			if (form === say && !data.get("say")) {
				say.reset();
			}
		} catch {
			const words = document.createElement("p");
			words.textContent = talk.dataset.lost;
			complain(words.outerHTML);
		} finally {
			delete form.dataset.busy;
			if (form === say) {
				text.focus({ preventScroll: true });
			}
		}
	});

	// Enter sends, as in every chat; Shift and Enter begins a line.
	text.addEventListener("keydown", (event) => {
		if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
			event.preventDefault();
			say.requestSubmit();
		}
	});

	let stream;
	const connect = () => {
		stream = new EventSource(talk.dataset.live + "?after=" + encodeURIComponent(talk.dataset.last));
		stream.addEventListener("line", (event) => put(JSON.parse(event.data)));
		stream.addEventListener("over", () => {
			stream.close();
			location.assign(talk.dataset.door);
		});
	};
	window.addEventListener("pagehide", () => stream.close());
	window.addEventListener("pageshow", (event) => {
		if (event.persisted) {
			connect();
		}
	});
	connect();
	if (!location.hash || location.hash === "#end") {
		toEnd();
	}
})();
