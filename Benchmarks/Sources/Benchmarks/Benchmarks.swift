// What observing costs and how fast the monitor answers: picks the parts that were asked for and prints their tables.
import Glibc

@main
enum Benchmarks {
  static func main() async {
    let options: Options
    do throws(UsageError) {
      options = try Options(CommandLine.arguments.dropFirst())
    } catch {
      print("error: \(error.message)\n\n\(Options.usage)")
      exit(2)
    }
    if options.wantsHelp {
      print(Options.usage)
      return
    }
    // A task of the pool, as those that are measured: not the main actor's.
    await Task.detached(name: "benchmarks") {
      if let memory = options.memory {
        await MemoryTable.measure(memory.count, isObserved: memory.isObserved)
        return
      }
      for part in Part.allCases where options.asks(for: part) { await part.run(options) }
    }.value
  }
}
