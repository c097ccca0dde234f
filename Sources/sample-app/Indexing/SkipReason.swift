// Why a path is left out of the index. None of these is an error: they are counted, not reported.

enum SkipReason: String, CaseIterable, Sendable {
  case binary
  case tooLarge = "too large"
  case symbolicLink = "symbolic link"
  case special
}
