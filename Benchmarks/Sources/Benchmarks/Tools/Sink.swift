// Where results go so that the optimiser cannot leave out what made them.
import Synchronization

enum Sink {
  private static let sum = Atomic<Int>(0)

  static func take(_ value: Int) { sum.wrappingAdd(value, ordering: .relaxed) }
}
