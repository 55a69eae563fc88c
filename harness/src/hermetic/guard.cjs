// Loaded into every Node process of an app that must stay on this machine: refuses what would leave it, and tells of it.
'use strict'

const fs = require('node:fs')
const net = require('node:net')

const told = process.env.CONFORMANCE_OUTSIDE
const connect = net.Socket.prototype.connect

function isHere(host) {
  if (!host || host === 'localhost' || host.endsWith('.localhost')) return true
  const address = host.replace(/^\[|\]$/g, '').replace(/^::ffff:/i, '')
  return /^127\./.test(address) || address === '::1' || address === '0.0.0.0' || address === '::'
}

net.Socket.prototype.connect = function (...parameters) {
  // Node itself calls this with what it was given, already in order, in a list of its own.
  let [to, host] = Array.isArray(parameters[0]) ? parameters[0] : parameters
  if (typeof to !== 'object' || to === null) {
    // A path of a socket in the file system, or a port with a host or without.
    to = Number.isNaN(Number(to)) ? { path: to } : { port: to, host: typeof host === 'string' ? host : undefined }
  }
  if (to.path || isHere(to.host)) return connect.apply(this, parameters)
  const place = `${to.host}:${to.port}`
  fs.appendFileSync(told, `${place}\n`)
  const error = Object.assign(new Error(`connect ENETUNREACH ${place}: nothing beyond this machine may be asked`), {
    code: 'ENETUNREACH',
    syscall: 'connect',
    address: to.host,
    port: to.port,
  })
  process.nextTick(() => this.destroy(error))
  return this
}
