// Many measurements of one thing as the few numbers that survive a noisy machine.

struct Samples {
  private var values: [Double] = []
  private(set) var isEmpty = true

  init() {}

  init(_ values: [Double]) {
    self.values = values.sorted()
    isEmpty = values.isEmpty
  }

  /// The value below which so much of all lies, 0 to 1.
  func quantile(_ part: Double) -> Double {
    guard !values.isEmpty else { return .nan }
    let place = part * Double(values.count - 1)
    let low = Int(place)
    let high = min(low + 1, values.count - 1)
    return values[low] + (values[high] - values[low]) * (place - Double(low))
  }

  var median: Double { quantile(0.5) }
  var lowerDecile: Double { quantile(0.1) }
  var maximum: Double { quantile(1) }
}
