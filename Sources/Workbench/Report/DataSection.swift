/// What is in the data, and what is doubtful about it.
struct DataSection {
  private let findings: DataFindings
  private let suspects: LabelSuspects?
  private let classes: [String]

  /// Groups of copies whose pictures are shown, and how many of each.
  static let mostGroups = 12
  static let mostCopies = 6
  private static let mostClasses = 200

  init(_ findings: DataFindings, _ suspects: LabelSuspects?, classes: [String]) {
    self.findings = findings
    self.suspects = suspects
    self.classes = classes
  }

  var section: ReportSection {
    ReportSection(
      "data", "What is in the data",
      note:
        "What the run knows of its pictures without looking at them again. graft inspect looks closer: sizes, EXIF, formats, "
        + "blur, darkness.",
      body: """
        <ul class="findings">
        \(sentences.map { "<li>\(Markup.escaped($0))</li>" }.joined(separator: "\n"))
        </ul>
        \(table.folded("Pictures of each class"))
        \(copies)
        \(labels)
        """)
  }

  // MARK: Sentences

  private var sentences: [String] {
    [balance, small, unreadable, copySentence, straddling, declared, rest].compactMap { $0 }
  }

  private func name(_ count: DataFindings.Count) -> String { classes[count.label] }

  private var balance: String? {
    let counts = findings.counts.filter { $0.sum > 0 }
    guard let most = counts.max(by: { $0.sum < $1.sum }),
      let least = counts.min(by: { $0.sum < $1.sum })
    else { return nil }
    let total = Figure.grouped(counts.reduce(0) { $0 + $1.sum })
    guard most.sum > least.sum else {
      return "\(total) pictures, \(Figure.grouped(most.sum)) of each of \(counts.count) classes."
    }
    let ratio = Double(most.sum) / Double(least.sum)
    return
      "\(total) pictures in \(counts.count) classes, from \(Figure.grouped(least.sum)) of \(name(least)) to "
      + "\(Figure.grouped(most.sum)) of \(name(most))"
      + (ratio >= 3
        ? ": \(Figure.short(ratio)) times as many, so that accuracy speaks of the frequent classes and balanced accuracy of all."
        : ".")
  }

  private var small: String? {
    let few = findings.counts.filter { $0.sum < DataFindings.fewPictures }
    guard !few.isEmpty else { return nil }
    let names = few.prefix(8).map { "\(name($0)) (\($0.sum))" }.joined(separator: ", ")
    return
      "\(few.count == 1 ? "A class has" : "\(few.count) classes have") fewer than \(DataFindings.fewPictures) pictures, "
      + "so that single ones move the figures: \(names)\(few.count > 8 ? " and others" : "")."
  }

  private var unreadable: String? {
    findings.unreadable == 0
      ? nil
      : "\(Figure.grouped(findings.unreadable)) could not be read and are left out; they are listed below."
  }

  private var copySentence: String? {
    guard let copies = findings.copies else {
      return
        "Nobody looked for copies (--no-grouping): those on both sides of a split would flatter the figures."
    }
    guard !copies.isEmpty else {
      return "No picture is a copy of another, and none looks like one."
    }
    let count = copies.reduce(0) { $0 + $1.count }
    return
      "\(Figure.grouped(count)) pictures are copies of others or look like them, in \(Figure.grouped(copies.count)) "
      + "groups\(findings.areCopiesTogether ? "; each group was kept on one side of every split" : "")."
  }

  private var straddling: String? {
    findings.straddling == 0
      ? nil
      : "\(Figure.grouped(findings.straddling)) pictures of val/ or test/ have a copy in another part, as the folders divide "
        + "them: what is measured on them flatters."
  }

  private var declared: String? {
    findings.declaredGroups == 0
      ? nil
      : "The data declares \(Figure.grouped(findings.declaredGroups)) groups of several pictures."
  }

  private var rest: String? {
    findings.leftForTheEnd == 0
      ? nil
      : "\(Figure.grouped(findings.leftForTheEnd)) pictures under test/ had no part in this run: they are for the end."
  }

  // MARK: Pictures

  private var table: ReportTable {
    let isDivided = findings.counts.contains { $0.validation + $0.test > 0 }
    let shown = findings.counts.sorted { ($1.sum, $0.label) < ($0.sum, $1.label) }
      .prefix(Self.mostClasses)
    return ReportTable(
      "Pictures of each class",
      ["class", "pictures"] + (isDivided ? ["training", "validation", "test"] : []),
      shown.map { count in
        [.text(name(count)), .number(Figure.grouped(count.sum))]
          + (isDivided
            ? [count.training, count.validation, count.test].map { .number(Figure.grouped($0)) }
            : [])
      })
  }

  private var copies: String {
    guard let copies = findings.copies, !copies.isEmpty else { return "" }
    let rest = copies.count - Self.mostGroups
    return """
      <h3>Copies, and what looks like them</h3>
      <p class="small">The largest groups\(rest > 0 ? "; \(Figure.grouped(rest)) more are not shown" : "").</p>
      <div data-copies></div>
      """
  }

  private var labels: String {
    guard let suspects else { return "" }
    guard suspects.count > 0 else {
      return "<p class=\"small\">No label is suspected to be wrong.</p>"
    }
    let rest =
      suspects.count > suspects.suspects.count
      ? " The first \(suspects.suspects.count) of \(Figure.grouped(suspects.count)) are shown." : ""
    return """
      <h3>Labels that are probably wrong</h3>
      <p class="small">By what was said of each picture without having seen it (confident learning, arXiv:1911.00068), the \
      most doubtful first; an estimated \(Figure.percent(suspects.noise)) of the labels. A model that errs suspects the \
      wrong ones: look.\(rest)</p>
      <div class="grid" data-suspects></div>
      """
  }
}
