// Places as they are printed, the latest ones kept: of a million tasks most stand at a few lines.
import TaskRegistry

/// Writes the places of many tasks.
struct PlaceTexts {
  private struct Entry {
    var place: CodeLocation
    var isAwaitPoint: Bool
    var text: TextBuffer
    var columns: Int
  }

  /// A power of two.
  private static let slots = 32

  private let limit: Int
  private var entries = [Entry?](repeating: nil, count: slots)

  /// - Parameter limit: the most columns of a file with its line, and of a function.
  init(limit: Int) { self.limit = limit }

  /// Appends the stack hint of a task, as ``TextBuffer/append(placeOf:limit:)`` does.
  mutating func append(placeOf task: TaskInfo, to output: inout TextBuffer) {
    if let place = task.waitingAt {
      append(place, isAwaitPoint: true, to: &output)
    } else if let place = task.spawnedAt {
      append(place, isAwaitPoint: false, to: &output)
    } else {
      output.append("-")
    }
  }

  private mutating func append(_ place: CodeLocation, isAwaitPoint: Bool, to output: inout TextBuffer) {
    let slot = ((place.line ?? place.function.utf8.count) &* 2 &+ (isAwaitPoint ? 1 : 0)) & (Self.slots - 1)
    if let entry = entries[slot], entry.isAwaitPoint == isAwaitPoint, entry.place == place {
      output.append(0..<entry.text.count, of: entry.text, columns: entry.columns)
      return
    }
    var text = TextBuffer()
    text.append(awaitPoint: isAwaitPoint ? place : nil, orSpawnSite: place, limit: limit)
    entries[slot] = Entry(place: place, isAwaitPoint: isAwaitPoint, text: text, columns: text.columns)
    output.append(0..<text.count, of: text, columns: text.columns)
  }
}
