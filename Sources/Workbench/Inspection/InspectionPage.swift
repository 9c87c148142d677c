import Datasets
import Foundation
import Workers

/// An inspection as a page of its own: nothing is fetched from anywhere.
///
/// What asks for action stands first. Long lists are cut; the page says how much and where the rest is.
struct InspectionPage {
  private let inspection: Inspection
  private let thumbnails: Thumbnails

  /// Entries of a section, and pictures of one group, that are shown.
  private static let mostEntries = 60
  private static let mostOfGroup = 12

  init(
    _ inspection: Inspection, dataset: Dataset, workers: Workers, reporter: any Reporter,
    cancellation: Cancellation?
  ) throws {
    self.inspection = inspection
    let shown = Self.shown(inspection)
    thumbnails = try Thumbnails(
      of: dataset.items.filter { shown.contains($0.relativePath) }, workers: workers,
      reporter: reporter, cancellation: cancellation)
  }

  private static func shown(_ inspection: Inspection) -> Set<String> {
    let groups = [inspection.exactDuplicates, inspection.nearDuplicates].flatMap {
      sorted($0).prefix(mostEntries).flatMap { $0.paths.prefix(mostOfGroup) }
    }
    let odd = QualityFinding.Kind.allCases.flatMap { kind in
      inspection.quality.filter { $0.kind == kind }.prefix(mostEntries).map(\.path)
    }
    let labels = inspection.labelErrors?.findings.prefix(mostEntries).map(\.path) ?? []
    return Set(groups + odd + labels)
  }

  /// Those that contradict themselves first.
  private static func sorted(_ groups: [DuplicateGroup]) -> [DuplicateGroup] {
    groups.filter(\.isConflicting) + groups.filter { !$0.isConflicting }
  }

  var text: String {
    """
    <!doctype html>
    <html lang="en">
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(escaped(inspection.data)) — inspection</title>
    <style>\(Self.style)</style>
    <header>
    <h1>\(escaped(inspection.data))</h1>
    <p class="small">\(Figure.grouped(inspection.images)) images in \(inspection.classes.count) classes, looked at by \
    graft inspect with the features of \(escaped(inspection.backbone))</p>
    </header>
    <main>
    \(tiles)
    \(files)
    \(labels)
    \(duplicates("Exact duplicates", inspection.exactDuplicates, note: "Files with the same bytes."))
    \(duplicates("Near duplicates", inspection.nearDuplicates, note: nearNote))
    \(quality)
    \(classes)
    \(notes)
    \(list)
    </main>
    </html>

    """
  }

  // MARK: Overview

  private var tiles: String {
    let conflicts = (inspection.exactDuplicates + inspection.nearDuplicates).count {
      $0.isConflicting
    }
    let entries: [(Int?, String, String)] = [
      (inspection.readable, "readable images", "#classes"),
      (inspection.unreadable.count, "unreadable files", "#files"),
      (inspection.labelErrors?.findings.count, "suspicious labels", "#labels"),
      (inspection.exactDuplicates.count, "groups of exact duplicates", "#exact-duplicates"),
      (inspection.nearDuplicates.count, "groups of near duplicates", "#near-duplicates"),
      (conflicts, "of them with conflicting labels", "#exact-duplicates"),
      (inspection.quality.count, "odd pictures", "#quality"),
    ]
    let tiles = entries.enumerated().map { index, entry in
      let isBad = index > 0 && (entry.0 ?? 0) > 0
      return """
        <a class="tile\(isBad ? " bad" : "")" href="\(entry.2)"><b>\(entry.0.map(Figure.grouped) ?? "–")</b>\
        <span>\(entry.1)</span></a>
        """
    }
    return "<nav>\(tiles.joined(separator: "\n"))</nav>"
  }

  private var classes: String {
    let most = Double(max(inspection.classes.map(\.images).max() ?? 1, 1))
    let rows = inspection.classes.map { entry in
      """
      <tr><th>\(escaped(entry.label))</th><td class="number">\(Figure.grouped(entry.readable))</td>
      <td class="wide"><i class="bar" style="width:\(Figure.short(Double(entry.readable) / most * 100))%"></i></td></tr>
      """
    }
    let imbalance = inspection.imbalance.map {
      "The largest class has \(Figure.short($0)) times the pictures of the smallest. "
    }
    return """
      <h2 id="classes">Classes and sizes</h2>
      <p class="small">\(imbalance ?? "")\(sizes)</p>
      <table>\(rows.joined(separator: "\n"))</table>
      """
  }

  private var sizes: String {
    guard let width = inspection.width, let height = inspection.height,
      let ratio = inspection.aspectRatio
    else { return "" }
    func words(_ spread: Inspection.Spread) -> String {
      "\(Figure.short(spread.smallest)) to \(Figure.short(spread.largest)), "
        + "median \(Figure.short(spread.median))"
    }
    return "Width \(words(width)); height \(words(height)) pixels; width by height \(words(ratio))."
  }

  // MARK: Files

  private var files: String { table("files", "Unreadable files", inspection.unreadable) }

  private var notes: String { table("notes", "Good to know", inspection.notes) }

  private func table(_ name: String, _ title: String, _ findings: [FileFinding]) -> String {
    guard !findings.isEmpty else { return "" }
    let rows = findings.prefix(Self.mostEntries * 5).map { finding in
      """
      <tr><td><span class="tag">\(finding.kind.words)</span></td><td>\(escaped(finding.path))</td>
      <td class="small">\(escaped(finding.message))</td></tr>
      """
    }
    return """
      <h2 id="\(name)">\(title)</h2>
      <div class="scroll"><table>\(rows.joined(separator: "\n"))</table></div>
      \(rest(findings.count - rows.count))
      """
  }

  private var list: String {
    guard let list = inspection.list else { return "" }
    let reasons = CleanedList.Reason.allCases.compactMap { reason -> String? in
      let count = list.leftOut.count { $0.reason == reason }
      return count > 0 ? "\(count) \(reason.words)" : nil
    }
    return """
      <h2>The cleaned list</h2>
      <p>\(escaped(list.path)): \(Figure.grouped(list.images)) images\
      \(reasons.isEmpty ? "" : "; left out: " + reasons.joined(separator: ", ")).</p>
      """
  }

  // MARK: Pictures

  private var labels: String {
    guard let errors = inspection.labelErrors else {
      let reason = inspection.labelErrorsMissing ?? ""
      return """
        <h2 id="labels">Suspicious labels</h2>
        <p class="small">Not looked for: \(escaped(reason)).</p>
        """
    }
    let figures = errors.findings.prefix(Self.mostEntries).map { finding in
      figure(
        finding.path,
        title: "<s>\(escaped(finding.label))</s> → <b>\(escaped(finding.suggestion))</b>",
        text: "\(Figure.percent(finding.probability)) → "
          + "\(Figure.percent(finding.suggestionProbability))")
    }
    let unjudged =
      errors.unjudgedClasses.isEmpty
      ? ""
      : " Too small to judge: \(errors.unjudgedClasses.map(escaped).joined(separator: ", "))."
    return """
      <h2 id="labels">Suspicious labels</h2>
      <p class="small">By a head cross-validated in \(errors.folds) folds on frozen features, right on \
      \(Figure.percent(errors.accuracy)) of \(Figure.grouped(errors.judged)) pictures; about \
      \(Figure.percent(errors.noise)) of the labels are estimated to be wrong.\(unjudged) Look before you change any: a \
      hard picture is not a wrong one.</p>
      <section class="grid">\(figures.joined())</section>
      \(rest(errors.findings.count - figures.count))
      """
  }

  private var nearNote: String {
    let rule = inspection.nearDuplicateRule
    return
      "Pictures that look the same: bits of the perceptual hash / \(rule.bitScale) + distance of features / "
      + "\(Figure.short(rule.featureScale)) ≤ 1. A split must keep a group on one side; --write-csv writes the groups."
  }

  private func duplicates(_ title: String, _ groups: [DuplicateGroup], note: String) -> String {
    guard !groups.isEmpty else { return "" }
    let sections = Self.sorted(groups).prefix(Self.mostEntries).map { group in
      let figures = zip(group.paths, group.labels).prefix(Self.mostOfGroup).map { path, label in
        figure(path, title: "<b>\(escaped(label))</b>", text: "")
      }
      let tags =
        (group.isConflicting ? ["conflicting labels"] : [])
        + (group.acrossParts.isEmpty
          ? [] : ["across " + group.acrossParts.joined(separator: ", ")])
      let head = tags.map { "<span class=\"tag bad\">\($0)</span>" }.joined(separator: " ")
      return """
        <section class="group">\(head.isEmpty ? "" : "<p>\(head)</p>")
        <div class="grid">\(figures.joined())</div>\(rest(group.paths.count - figures.count))</section>
        """
    }
    let name = title.lowercased().replacing(" ", with: "-")
    return """
      <h2 id="\(name)">\(title)</h2>
      <p class="small">\(escaped(note))</p>
      <div class="groups">\(sections.joined(separator: "\n"))</div>
      \(rest(groups.count - sections.count))
      """
  }

  private var quality: String {
    guard !inspection.quality.isEmpty else { return "" }
    let parts = QualityFinding.Kind.allCases.compactMap { kind -> String? in
      let findings = inspection.quality.filter { $0.kind == kind }
      guard let first = findings.first else { return nil }
      let figures = findings.prefix(Self.mostEntries).map { finding in
        figure(
          finding.path, title: "<b>\(escaped(finding.label))</b>",
          text: Figure.significant(finding.value))
      }
      return """
        <h3>\(findings.count) \(kind.words)</h3>
        <p class="small">\(kind.measure); the bound is \(Figure.short(first.threshold))</p>
        <section class="grid">\(figures.joined())</section>
        \(rest(findings.count - figures.count))
        """
    }
    return "<h2 id=\"quality\">Odd pictures</h2>\n" + parts.joined(separator: "\n")
  }

  /// - Parameter title: Markup.
  private func figure(_ path: String, title: String, text: String) -> String {
    let image =
      thumbnails.source(of: path).map {
        "<img src=\"\($0)\" alt=\"\(escaped(path))\" loading=\"lazy\">"
      } ?? "<div class=\"missing\">gone</div>"
    let note = text.isEmpty ? "" : "<span>\(escaped(text))</span>"
    return """
      <figure title="\(escaped(path))">\(image)<figcaption>\(title)\(note)<span class="path">\(escaped(path))</span>\
      </figcaption></figure>

      """
  }

  private func rest(_ count: Int) -> String {
    count > 0
      ? "<p class=\"small\">and \(Figure.grouped(count)) more: graft inspect --json lists all</p>"
      : ""
  }

  private func escaped(_ text: String) -> String { Markup.escaped(text) }
}
