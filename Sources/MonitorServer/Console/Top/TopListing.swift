// `top` for whoever has no screen: a table or some objects each interval. It knows the order of things, not their layout.
import TaskRegistry

/// Samples on their way to one reader.
final class TopListing {
  /// How they are written.
  enum Form {
    case text
    case json
  }

  private let options: TopOptions
  private let form: Form
  private let audience: Audience
  private let questions: Questions
  private let follow: Questions.Busyness
  private var left: Int
  private var taken = 0
  private var hasLooked = false

  /// - Parameter count: samples before it ends.
  init(_ options: TopOptions, form: Form, audience: Audience, count: Int, questions: Questions) {
    self.options = options
    self.form = form
    self.audience = audience
    self.questions = questions
    left = count
    follow = questions.busyness()
  }

  /// The next sample.
  func next(_ output: inout [UInt8]) -> Reply.Step {
    guard left > 0 else { return .finished }
    follow.look()
    guard hasLooked else {
      // Between one look and nothing there is no interval.
      hasLooked = true
      return .later(nanoseconds: options.interval)
    }
    let sample = follow.sample(
      options.wish(order: options.order, limit: options.limit ?? TopOptions.defaultRows))
    if taken > 0, form == .text { output.append(UInt8(ascii: "\n")) }
    taken += 1
    left -= 1
    switch form {
    case .text:
      var text = TextBuffer(for: audience)
      TopText.append(countsOf: sample, to: &text)
      TopText.append(poolOf: sample, sparkline: nil, to: &text)
      output.append(contentsOf: text.bytes)
      TopText.append(rowsOf: sample, order: options.order, for: audience, to: &output)
    case .json:
      output.append(contentsOf: TopText.json(sample, number: taken))
    }
    return left == 0 ? .finished : .later(nanoseconds: options.interval)
  }
}
