// A common mistake: a long computation that never lets the other tasks have its thread.

struct SpinIncident: Incident {
  let name = "spin"
  let summary = "compute on one thread of the pool without ever suspending"

  func run() async {
    await withTaskGroup { group in
      group.addTask(name: "spinner") { _ = spin() }
    }
  }
}

/// Computes for as long as it is not cancelled; it has no suspension point.
private func spin() -> UInt64 {
  var value: UInt64 = 1
  while !Task.isCancelled { value = value &* 6_364_136_223_846_793_005 &+ 1 }
  return value
}
