/**
 * German's protocol: a home directory keeps the caches of `n` nodes coherent. A node asks for a shared or an exclusive
 * copy; home serves one request at a time, invalidates the copies that are in its way, and grants.
 *
 * Source: S. German (2000), as the Murphi model with data paths of Chou, Mannava and Park, "A Simple Method for
 * Parameterized Verification of Cache Coherence Protocols" (FMCAD 2004): CntrlProp and DataProp there are `control` and
 * `data` here, and a field that is undefined there is absent here. An acknowledgement with data ends the exclusive grant;
 * there, every acknowledgement does while the grant lasts, which in reachable states is the same.
 * Parameters: n, the number of nodes; the number of different values of the data (2).
 * Atomicity: each channel to and from a node holds one message; receiving one and what follows from it is one step.
 * Expected: both properties hold and there is no deadlock. For n = 2, 3, 4, 5 and two values: 3390, 58,104, 1,105,434 and
 * 22,031,028 distinct states, of which two are initial; 9914, 235,874, 5,922,290 and 147,274,202 generated (initial states
 * counted). SPIN and Rumur report the same on the models in bench/models.
 */
import {
  always,
  bool,
  choose,
  machine,
  mapOf,
  oneOf,
  optional,
  record,
  setOf,
  symmetric,
  union,
} from "everystate";

export function german(nodes: number, values = 2) {
  const node = symmetric("node", nodes);
  const value = symmetric("value", values);
  const copy = oneOf("shared", "exclusive");

  return machine({
    name: `German's cache coherence protocol, ${nodes} nodes`,
    state: {
      cache: mapOf(node, union({ invalid: {}, shared: { value }, exclusive: { value } })),
      /** Channel 1, from a node to home: the copy that it asks for. */
      request: mapOf(node, optional(copy)),
      /** Channel 2, from home to a node. */
      fromHome: mapOf(
        node,
        union({ empty: {}, invalidate: {}, shared: { value }, exclusive: { value } }),
      ),
      /** Channel 3, from a node to home: an acknowledgement, with the data if the copy was exclusive. */
      toHome: mapOf(node, union({ empty: {}, invalidated: {}, writtenBack: { value } })),
      /** The request that home serves. */
      serving: optional(record({ node, copy })),
      /** Nodes that home still has to send `invalidate` to before it grants. */
      toInvalidate: setOf(node),
      /** Nodes that have a copy, or will when a message arrives. */
      sharers: setOf(node),
      exclusiveGranted: bool(),
      memory: value,
      /** What was written last: no part of the protocol, but what `data` compares with. */
      latest: value,
    },
    init: choose({ value }, ({ value }) => ({
      cache: node.each({ tag: "invalid" }),
      request: node.each(null),
      fromHome: node.each({ tag: "empty" }),
      toHome: node.each({ tag: "empty" }),
      serving: null,
      toInvalidate: [],
      sharers: [],
      exclusiveGranted: false,
      memory: value,
      latest: value,
    })),
    actions: {
      store: {
        for: { node, value },
        when: (s, { node }) => s.cache[node].tag === "exclusive",
        then: (s, { node, value }) => {
          s.cache[node] = { tag: "exclusive", value };
          s.latest = value;
        },
        actor: ({ node }) => node,
      },
      requestShared: {
        for: { node },
        when: (s, { node }) => s.request[node] === null && s.cache[node].tag === "invalid",
        then: (s, { node }) => {
          s.request[node] = "shared";
        },
        actor: ({ node }) => node,
      },
      requestExclusive: {
        for: { node },
        when: (s, { node }) => s.request[node] === null && s.cache[node].tag !== "exclusive",
        then: (s, { node }) => {
          s.request[node] = "exclusive";
        },
        actor: ({ node }) => node,
      },
      receiveRequest: {
        for: { node },
        when: (s, { node }) => s.serving === null && s.request[node] !== null,
        then: (s, { node }) => {
          const copy = s.request[node];
          if (copy === null) return;
          s.serving = { node, copy };
          s.request[node] = null;
          s.toInvalidate = s.sharers;
        },
        actor: "home",
      },
      invalidate: {
        for: { node },
        when: (s, { node }) =>
          s.fromHome[node].tag === "empty" &&
          s.toInvalidate.has(node) &&
          s.serving !== null &&
          (s.serving.copy === "exclusive" || s.exclusiveGranted),
        then: (s, { node }) => {
          s.fromHome[node] = { tag: "invalidate" };
          s.toInvalidate.delete(node);
        },
        actor: "home",
      },
      acknowledge: {
        for: { node },
        when: (s, { node }) =>
          s.fromHome[node].tag === "invalidate" && s.toHome[node].tag === "empty",
        then: (s, { node }) => {
          const cache = s.cache[node];
          s.fromHome[node] = { tag: "empty" };
          s.toHome[node] =
            cache.tag === "exclusive"
              ? { tag: "writtenBack", value: cache.value }
              : { tag: "invalidated" };
          s.cache[node] = { tag: "invalid" };
        },
        actor: ({ node }) => node,
      },
      receiveAcknowledgement: {
        for: { node },
        when: (s, { node }) => s.toHome[node].tag !== "empty" && s.serving !== null,
        then: (s, { node }) => {
          const message = s.toHome[node];
          s.sharers.delete(node);
          if (message.tag === "writtenBack") {
            s.memory = message.value;
            s.exclusiveGranted = false;
          }
          s.toHome[node] = { tag: "empty" };
        },
        actor: "home",
      },
      grantShared: {
        for: { node },
        when: (s, { node }) =>
          s.serving?.node === node &&
          s.serving.copy === "shared" &&
          s.fromHome[node].tag === "empty" &&
          !s.exclusiveGranted,
        then: (s, { node }) => {
          s.fromHome[node] = { tag: "shared", value: s.memory };
          s.sharers.add(node);
          s.serving = null;
        },
        actor: "home",
      },
      grantExclusive: {
        for: { node },
        when: (s, { node }) =>
          s.serving?.node === node &&
          s.serving.copy === "exclusive" &&
          s.fromHome[node].tag === "empty" &&
          !s.exclusiveGranted &&
          s.sharers.size === 0,
        then: (s, { node }) => {
          s.fromHome[node] = { tag: "exclusive", value: s.memory };
          s.sharers.add(node);
          s.exclusiveGranted = true;
          s.serving = null;
        },
        actor: "home",
      },
      receiveGrant: {
        for: { node },
        when: (s, { node }) =>
          s.fromHome[node].tag === "shared" || s.fromHome[node].tag === "exclusive",
        then: (s, { node }) => {
          const message = s.fromHome[node];
          if (message.tag !== "shared" && message.tag !== "exclusive") return;
          s.cache[node] = message;
          s.fromHome[node] = { tag: "empty" };
        },
        actor: ({ node }) => node,
      },
    },
    properties: {
      control: always((s) =>
        node.every(
          (n) =>
            s.cache[n].tag !== "exclusive" ||
            node.every((m) => m === n || s.cache[m].tag === "invalid"),
        ),
      ),
      data: always(
        (s) =>
          (s.exclusiveGranted || s.memory === s.latest) &&
          node.every((n) => {
            const cache = s.cache[n];
            return cache.tag === "invalid" || cache.value === s.latest;
          }),
      ),
    },
  });
}

export const german2 = german(2);
