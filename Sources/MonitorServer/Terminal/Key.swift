// What a person presses, as values; it must not know how a terminal says it.

/// One key press, as terminals tell them apart.
enum Key: Hashable, Sendable {
  /// A character that is text.
  case character(Unicode.Scalar)
  /// Ctrl and a letter, which is given as the small one: `.control("c")`.
  case control(Unicode.Scalar)
  /// Alt (or Escape before it) and a character.
  case alt(Unicode.Scalar)
  case enter
  case tab
  case backTab
  case escape
  case backspace
  case altBackspace
  case delete
  case insert
  case up
  case down
  case left
  case right
  case wordLeft
  case wordRight
  case home
  case end
  case pageUp
  case pageDown
  /// F1 to F12.
  case function(Int)
}
