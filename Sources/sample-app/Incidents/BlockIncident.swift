// A common mistake: a blocking call on the threads that all tasks share.

import Glibc

struct BlockIncident: Incident {
  let name = "block"
  let summary = "block every thread of the pool for 10 of every 11 seconds"

  func run() async {
    let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    await withTaskGroup { group in
      for number in 1...cores {
        group.addTask(name: "blocker \(number)") {
          while (try? await Task.sleep(for: .seconds(1))) != nil { blockThread(seconds: 10) }
        }
      }
    }
  }
}

/// Keeps its thread for that long, doing nothing; a second at a time, to notice that it has been cancelled.
private func blockThread(seconds: Int) {
  for _ in 0..<seconds where !Task.isCancelled { sleep(1) }
}
