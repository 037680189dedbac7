/* Terms of the glossary where they first stand on a page: a button that shows the definition. Without this script each is a link to the entry.
   What is shown stays until Escape, a click elsewhere or leaving; the pointer may move onto it (WCAG 1.4.13). */
(function () {
  "use strict"
  var make = window.handbook.make, LATER = 250 // milliseconds: a pointer that only passes by opens nothing
  var note = null, owner = null, pinned = false, timer = 0

  function place() {
    var word = owner.getClientRects()[0], frame = note.offsetParent.getBoundingClientRect(), edge = 8
    var left = Math.max(edge, Math.min(word.left, document.documentElement.clientWidth - note.offsetWidth - edge))
    var below = word.bottom + edge + note.offsetHeight <= innerHeight || word.top < note.offsetHeight + 80 // the header stays in sight
    note.style.left = left - frame.left - note.offsetParent.clientLeft + "px"
    note.style.top = (below ? word.bottom + 4 : word.top - note.offsetHeight - 4) - frame.top - note.offsetParent.clientTop + "px"
  }

  function open(button, pin, text, more) {
    clearTimeout(timer)
    pinned = pin
    if (owner === button) return
    close()
    owner = button
    note = make("span", { class: "hb-tip", id: "hb-tip", on: { pointerenter: stay, pointerleave: leave, focusout: left } }, [text + " ", more])
    button.after(note)
    button.setAttribute("aria-expanded", "true")
    button.setAttribute("aria-controls", "hb-tip")
    place()
  }

  function close() {
    clearTimeout(timer)
    if (!owner) return
    owner.setAttribute("aria-expanded", "false")
    owner.removeAttribute("aria-controls")
    note.remove()
    note = owner = null
    pinned = false
  }

  function stay() { clearTimeout(timer) }
  function leave(event) { clearTimeout(timer); if (event.pointerType === "mouse" && !pinned) timer = setTimeout(close, LATER) }
  function left(event) { if (owner && event.relatedTarget && event.relatedTarget !== owner && !note.contains(event.relatedTarget)) close() }

  function equip(link) {
    var text = link.dataset.tip, more = make("a", { href: link.getAttribute("href") }, [link.closest("[data-glossary]").dataset.glossary])
    var button = make("button", { type: "button", class: "hb-term", "aria-expanded": "false", on: {
      click: function () { if (owner === button && pinned) close(); else open(button, true, text, more) },
      pointerenter: function (event) { if (event.pointerType === "mouse" && owner !== button) { clearTimeout(timer); timer = setTimeout(function () { if (!pinned) open(button, false, text, more) }, LATER) } },
      pointerleave: leave,
      focusout: left
    } }, [link.textContent])
    link.replaceWith(button)
  }

  Array.prototype.forEach.call(document.querySelectorAll("a.hb-term"), equip)
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || !owner) return
    if (note.contains(document.activeElement)) owner.focus()
    close()
  })
  document.addEventListener("pointerdown", function (event) { if (owner && !note.contains(event.target) && !owner.contains(event.target)) close() })
  addEventListener("resize", function () { if (owner) place() })
})()
