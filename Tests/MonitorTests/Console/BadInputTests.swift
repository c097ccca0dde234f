import Testing

@testable import MonitorServer

struct BadInputTests {
  @Test(
    "A mistake gets one line that says what would be right",
    arguments: [
      ("pss", "error: unknown command 'pss': did you mean ps? help lists all commands"),
      ("PS", "error: unknown command 'PS': did you mean ps? help lists all commands"),
      ("cancle 1", "error: unknown command 'cancle': did you mean cancel? help lists all commands"),
      ("frobnicate", "error: unknown command 'frobnicate': help lists all commands"),
      ("''", "error: unknown command '': help lists all commands"),
      ("\u{1B}[2J", #"error: unknown command '\u{1B}[2J': help lists all commands"#),
      ("ps 'a", "error: unclosed quote: a ' needs another ' to end it"),
      ("ps --limmit 5", "error: ps has no option '--limmit': did you mean --limit?"),
      ("ps --lim 5", "error: ps has no option '--lim': did you mean --limit?"),
      ("ps -x", "error: ps has no option '-x': usage: \(Command.ps.usage)"),
      (
        "where 5 --tree",
        "error: where has no option '--tree': usage: where ID [--interrupt] [--locals] [--json]"
      ),
      ("ps --limit", "error: --limit needs a value: --limit N"),
      ("ps --limit=", "error: --limit needs a value: --limit N"),
      ("ps --state", "error: --state needs a value: --state S (running, ready, suspended)"),
      ("ps --sort", "error: --sort needs a value: --sort id|age|busy|runs|lag"),
      ("ps --state asleep", "error: --state takes one of running, ready, suspended, not 'asleep'"),
      ("ps --sort name", "error: --sort takes one of id, age, busy, runs, lag, not 'name'"),
      ("ps -n 1 --limit 2", "error: --limit is given twice: give it once"),
      ("ps --json --json", "error: --json is given twice: give it once"),
      ("ps --json=yes", "error: --json takes no value, not 'yes'"),
      ("ps --all -n 5", "error: --limit and --all exclude each other: give one of them"),
      ("ps -n 5 --all", "error: --all and --limit exclude each other: give one of them"),
      ("ps --limit ten", "error: --limit takes a whole number from 0 to 9223372036854775807, not 'ten'"),
      ("ps --limit -5", "error: --limit takes a whole number from 0 to 9223372036854775807, not '-5'"),
      (
        "ps --limit 99999999999999999999",
        "error: --limit takes a whole number from 0 to 9223372036854775807, not '99999999999999999999'"
      ),
      (
        "ps --parent x",
        "error: 'x' is no task id: an id is a number from 1 to 18446744073709551615, as ps prints it"
      ),
      (
        "waits --older soon",
        "error: --older takes a duration up to 24h such as 500ms, 5s or 2m (a plain number is seconds), not 'soon'"
      ),
      ("tree --parent 5", "error: tree has no option '--parent': usage: \(Command.tree.usage)"),
      ("waits --sort age", "error: --sort takes one of count, oldest, not 'age'"),
      ("slow --all -n 5", "error: --limit and --all exclude each other: give one of them"),
      ("ps 5", "error: ps does not take '5': usage: \(Command.ps.usage)"),
      ("where", "error: where needs ID: usage: where ID [--interrupt] [--locals] [--json]"),
      ("where 1 2", "error: where does not take '2': usage: where ID [--interrupt] [--locals] [--json]"),
      (
        "where abc",
        "error: 'abc' is no task id: an id is a number from 1 to 18446744073709551615, as ps prints it"
      ),
      (
        "where -5",
        "error: '-5' is no task id: an id is a number from 1 to 18446744073709551615, as ps prints it"
      ),
      (
        "where 0",
        "error: '0' is no task id: an id is a number from 1 to 18446744073709551615, as ps prints it"
      ),
      (
        "where 18446744073709551616",
        "error: '18446744073709551616' is no task id: an id is a number from 1 to 18446744073709551615, as ps prints it"
      ),
      ("where 5", "error: no live task has id 5: it has ended or never was; ps lists the live ones"),
      ("where 5 --json", "error: no live task has id 5: it has ended or never was; ps lists the live ones"),
      (
        "threads x",
        "error: 'x' is no thread id: an id is a number from 1 to 2147483647, as threads prints it"
      ),
      (
        "threads 2147483648",
        "error: '2147483648' is no thread id: an id is a number from 1 to 2147483647, as threads prints it"
      ),
      (
        "threads 0",
        "error: '0' is no thread id: an id is a number from 1 to 2147483647, as threads prints it"
      ),
      (
        "threads 5",
        "error: no thread 5 runs tasks: it has ended or never did; threads lists those that do"
      ),
      ("threads 5 6", "error: threads does not take '6': usage: \(Command.threads.usage)"),
      (
        "slow --threshold 10us",
        "error: --threshold takes a duration up to 24h such as 500ms, 5s or 2m (a plain number is seconds), not '10us'"
      ),
      ("slow --threshold 0", "error: --threshold is at least 1ms: shorter runs are too many to be kept"),
      ("cancel", "error: cancel needs ID: usage: cancel ID… [--tree] [--wait DURATION] [--json]"),
      (
        "cancel 1 --wait soon",
        "error: --wait takes a duration up to 24h such as 500ms, 5s or 2m (a plain number is seconds), not 'soon'"
      ),
      (
        "cancel 1 --wait -5s",
        "error: --wait takes a duration up to 24h such as 500ms, 5s or 2m (a plain number is seconds), not '-5s'"
      ),
      ("stats now", "error: stats does not take 'now': usage: stats [--reset] [--json]"),
      ("loop-lag --rest", "error: loop-lag has no option '--rest': did you mean --reset?"),
      ("help pss", "error: unknown command 'pss': did you mean ps? help lists all commands"),
      ("quit now", "error: quit does not take 'now': usage: quit"),
    ])
  func oneErrorLine(line: String, error: String) throws {
    #expect(try FakeProgram().print(line) == error + "\n")
  }

  @Test("An empty line does nothing", arguments: ["", "   ", "\t", "\r"])
  func emptyLine(line: String) {
    guard case .nothing = FakeProgram().console().outcome(of: line, for: Audience(isInteractive: true)) else {
      Issue.record("it did something")
      return
    }
  }
}
