/* Reading without a network. handbook/finish/worker.py fills in the release and what is kept at once, and lays the file at the site's root; a page registers it
   when the reader asks for it (offline.js).
   The network always comes first, so nothing old is shown while there is one. Without a release the worker takes back what an earlier one kept, and itself. */
"use strict"
var RELEASE = "__RELEASE__", FIRST = __FIRST__
var scope = self.registration.scope
var OURS = "handbook " + scope + " ", NAME = OURS + RELEASE // several handbooks may share one origin
// Files for download are large and have a place of their own, the reader's folder; emergency cards are pages.
var LEFT_OUT = /^(?:downloads\/(?!notfall\/.*\.html$)|server\/)/

self.addEventListener("install", function (event) {
  self.skipWaiting()
  if (RELEASE) event.waitUntil(caches.open(NAME).then(function (cache) {
    return cache.addAll(FIRST.map(fresh)).then(older).then(function (pages) {
      return Promise.all(pages.filter(function (url) { return FIRST.indexOf(url.slice(scope.length)) < 0 }).map(function (url) {
        return cache.add(fresh(url)).catch(function () {}) // gone with the new release
      }))
    })
  }))
})

self.addEventListener("activate", function (event) {
  event.waitUntil(names().then(function (all) {
    return Promise.all(all.filter(function (name) { return !RELEASE || name !== NAME }).map(function (name) { return caches.delete(name) }))
  }).then(function () { return RELEASE ? self.clients.claim() : self.registration.unregister() }))
})

self.addEventListener("fetch", function (event) {
  var request = event.request, address = own(request.url)
  if (RELEASE && request.method === "GET" && address && !request.headers.has("range")) event.respondWith(answer(event, address))
})

function fresh(path) { return new Request(new URL(path, scope), { cache: "reload" }) }
function names() { return caches.keys().then(function (all) { return all.filter(function (name) { return name.indexOf(OURS) === 0 }) }) }

/** What earlier releases kept. */
function older() {
  return names().then(function (all) {
    return Promise.all(all.filter(function (name) { return name !== NAME }).map(function (name) {
      return caches.open(name).then(function (cache) { return cache.keys() })
    }))
  }).then(function (lists) { return [].concat.apply([], lists).map(function (request) { return request.url }) })
}

/** The address under which something is kept, or "" for what is none of our business. What people look for, behind ? or #, is not kept. */
function own(text) {
  var url = new URL(text), address = url.origin + url.pathname
  if (address.indexOf(scope) !== 0 || LEFT_OUT.test(address.slice(scope.length))) return ""
  return /\/$/.test(address) ? address + "index.html" : address
}

function answer(event, address) {
  var request = event.request, page = request.mode === "navigate"
  return fetch(page ? request.url : request, page ? { cache: "no-cache", credentials: "same-origin", redirect: "manual" } : { cache: "no-cache" }).then(function (response) {
    if (response.status === 200 && response.type === "basic" && !response.redirected) {
      var copy = response.clone()
      event.waitUntil(caches.has(NAME).then(function (wanted) { // pages that are open when the reader erases all still come by here
        return wanted && caches.open(NAME).then(function (cache) { return cache.put(address, copy) })
      }).catch(function () {})) // a full device
    }
    return response
  }, function () {
    return caches.match(address, { cacheName: NAME }).then(function (kept) {
      return kept || (page ? Response.redirect(scope + "offline.html") : Response.error())
    })
  })
}
