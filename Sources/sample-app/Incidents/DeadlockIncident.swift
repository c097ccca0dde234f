// A common mistake: work under way is shared, and two pieces of it come to need each other.

struct DeadlockIncident: Incident {
  let name = "deadlock"
  let summary = "load two settings that need each other, with five tasks that need one of them"

  private let settings = Settings()

  func run() async {
    await withDiscardingTaskGroup { group in
      for number in 1...5 {
        group.addTask(name: "reader \(number)") { [settings] in
          _ = await settings.value(of: number % 2 == 0 ? "secrets" : "addresses")
        }
      }
    }
  }
}

/// Loads each setting once: who comes while it is being loaded waits for the same task.
private actor Settings {
  private static let needs = ["secrets": "addresses", "addresses": "secrets"]

  private var loading: [String: Task<Int, Never>] = [:]

  func value(of name: String) async -> Int { await load(name).value }

  private func load(_ name: String) -> Task<Int, Never> {
    if let underWay = loading[name] { return underWay }
    let task = Task(name: "load \(name)") {
      guard let needed = Self.needs[name] else { return 1 }
      return await value(of: needed) + 1
    }
    loading[name] = task
    return task
  }
}
