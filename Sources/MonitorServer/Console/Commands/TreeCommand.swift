// `tree`: live tasks under those that they belong to. It knows its options, not how a tree is drawn.
import TaskRegistry

extension Command {
  /// Shows live tasks by parent and creator.
  static let tree = Command(
    verb: "tree", group: .running,
    operands: Operands(name: "ID", minimum: 0, maximum: 1, kind: .taskID),
    summary: "tasks under parents and creators",
    options: TreeListing.filters + [
      CommandOption.limit.saying("at most N lines (default \(CommandOption.defaultRows))"),
      CommandOption.all.saying("every task down to level 32, nothing folded"), .json,
    ],
    cost: "some 2 µs and 80 bytes a live task; stops no task",
    examples: [
      CommandExample(
        "tree 12",
        """
        12 "orders" suspended (group) at OrderService.swift:31 serve()
        |- 31 "order 17" suspended (continuation) at Payment.swift:58 charge(_:)
        `- 32 "order 18" suspended (continuation) at Payment.swift:58 charge(_:)
        showing 3 of 3 tasks
        """),
      CommandExample(
        "tree --name 'order 17'",
        """
        12 "orders" suspended (group) at OrderService.swift:31 serve()
        `- 31 "order 17" suspended (continuation) at Payment.swift:58 charge(_:)
        showing 2 of 4 tasks; 1 matches
        """),
    ]
  ) { arguments, context throws(CommandError) in
    let isJSON = arguments.has("--json")
    var listing = TreeListing(
      root: try arguments.ids().first, filter: try TaskFilter(arguments),
      limit: try arguments.rowLimit(), isFolded: !arguments.has("--all") && !isJSON,
      audience: context.audience)
    var kinship: Questions.Kinship?
    return .reply(
      Reply { output in
        let asked = kinship ?? context.questions.kinship()
        kinship = asked
        return listing.next(&output, asking: asked, isJSON: isJSON)
      })
  }
}
