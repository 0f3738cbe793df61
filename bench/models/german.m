-- German's cache coherence protocol for N nodes: the transition system of specs/classics/german.machine.ts.
-- For Rumur and CMurphi.

const
  N: 2;

type
  node: 0 .. N - 1;
  value: 0 .. 1;
  command: enum { none, shared, exclusive, invalidate, acknowledge };

var
  cache: array [node] of enum { isInvalid, isShared, isExclusive };
  cacheData: array [node] of value;
  request: array [node] of command;
  fromHome: array [node] of command;
  fromHomeData: array [node] of value;
  toHome: array [node] of command;
  toHomeData: array [node] of value;
  toInvalidate: array [node] of boolean;
  sharers: array [node] of boolean;
  exclusiveGranted: boolean;
  serving: command;
  client: node;
  memory: value;
  latest: value;

ruleset d: value do
  startstate
  begin
    for n: node do
      cache[n] := isInvalid;
      request[n] := none;
      fromHome[n] := none;
      toHome[n] := none;
      toInvalidate[n] := false;
      sharers[n] := false;
    endfor;
    undefine cacheData;
    undefine fromHomeData;
    undefine toHomeData;
    exclusiveGranted := false;
    serving := none;
    undefine client;
    memory := d;
    latest := d;
  endstartstate;
endruleset;

ruleset n: node; d: value do
  rule "store"
    cache[n] = isExclusive
  ==>
  begin
    cacheData[n] := d;
    latest := d;
  endrule;
endruleset;

ruleset n: node do
  rule "requestShared"
    request[n] = none & cache[n] = isInvalid
  ==>
  begin
    request[n] := shared;
  endrule;

  rule "requestExclusive"
    request[n] = none & cache[n] != isExclusive
  ==>
  begin
    request[n] := exclusive;
  endrule;

  rule "receiveShared"
    serving = none & request[n] = shared
  ==>
  begin
    serving := shared;
    client := n;
    request[n] := none;
    for m: node do
      toInvalidate[m] := sharers[m];
    endfor;
  endrule;

  rule "receiveExclusive"
    serving = none & request[n] = exclusive
  ==>
  begin
    serving := exclusive;
    client := n;
    request[n] := none;
    for m: node do
      toInvalidate[m] := sharers[m];
    endfor;
  endrule;

  rule "invalidate"
    fromHome[n] = none & toInvalidate[n]
    & (serving = exclusive | (serving = shared & exclusiveGranted))
  ==>
  begin
    fromHome[n] := invalidate;
    toInvalidate[n] := false;
  endrule;

  rule "acknowledge"
    fromHome[n] = invalidate & toHome[n] = none
  ==>
  begin
    fromHome[n] := none;
    toHome[n] := acknowledge;
    if cache[n] = isExclusive then
      toHomeData[n] := cacheData[n];
    endif;
    cache[n] := isInvalid;
    undefine cacheData[n];
  endrule;

  rule "receiveAcknowledgement"
    toHome[n] = acknowledge & serving != none
  ==>
  begin
    toHome[n] := none;
    sharers[n] := false;
    if exclusiveGranted then
      exclusiveGranted := false;
      memory := toHomeData[n];
      undefine toHomeData[n];
    endif;
  endrule;

  rule "grantShared"
    serving = shared & client = n & fromHome[n] = none & !exclusiveGranted
  ==>
  begin
    fromHome[n] := shared;
    fromHomeData[n] := memory;
    sharers[n] := true;
    serving := none;
    undefine client;
  endrule;

  rule "grantExclusive"
    serving = exclusive & client = n & fromHome[n] = none & !exclusiveGranted
    & forall m: node do !sharers[m] endforall
  ==>
  begin
    fromHome[n] := exclusive;
    fromHomeData[n] := memory;
    sharers[n] := true;
    exclusiveGranted := true;
    serving := none;
    undefine client;
  endrule;

  rule "receiveSharedGrant"
    fromHome[n] = shared
  ==>
  begin
    cache[n] := isShared;
    cacheData[n] := fromHomeData[n];
    fromHome[n] := none;
    undefine fromHomeData[n];
  endrule;

  rule "receiveExclusiveGrant"
    fromHome[n] = exclusive
  ==>
  begin
    cache[n] := isExclusive;
    cacheData[n] := fromHomeData[n];
    fromHome[n] := none;
    undefine fromHomeData[n];
  endrule;
endruleset;

invariant "control"
  forall n: node do
    cache[n] != isExclusive | forall m: node do n = m | cache[m] = isInvalid endforall
  endforall;

invariant "data"
  (exclusiveGranted | memory = latest)
  & forall n: node do cache[n] = isInvalid | cacheData[n] = latest endforall;
