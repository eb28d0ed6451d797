using System.Globalization;
using System.Text;

namespace Teahouse.Load.Growth;

/// <summary>A line of a plot.</summary>
sealed record Series(string Name, IReadOnlyList<(double X, Spread Y)> Points);

/// <summary>A plain SVG: sizes on a logarithmic axis, a figure from zero up, each point with its spread.</summary>
static class Plot
{
    const double Width = 720;
    const double Height = 360;
    const double Left = 60;
    const double Bottom = 50;
    const double Top = 40;
    const double Right = 40;
    static readonly double[] Factors = [1, 2, 5];
    static readonly string[] Colours = ["#1f5fa8", "#c2571a", "#3a7d34"];

    public static string Draw(string title, string ofX, string ofY, IReadOnlyList<Series> series)
    {
        var points = series.SelectMany(one => one.Points).ToList();
        var (low, high) = (Math.Floor(Math.Log10(points.Min(p => p.X))), Math.Ceiling(Math.Log10(points.Max(p => p.X))));
        var step = Step(points.Max(p => p.Y.Most));
        var top = Math.Ceiling(points.Max(p => p.Y.Most) / step) * step;
        double X(double x) => Left + ((Math.Log10(x) - low) / Math.Max(1, high - low) * (Width - Left - Right));
        double Y(double y) => Height - Bottom - (y / top * (Height - Bottom - Top));

        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="sans-serif" font-size="12">
            <rect width="100%" height="100%" fill="#ffffff"/>
            <text x="{Left}" y="20" font-size="15">{title}</text>
            <text x="{Width - Right}" y="{Height - 10}" text-anchor="end">{ofX}</text>
            <text x="{Left}" y="{Top - 6}" text-anchor="middle">{ofY}</text>
            """);
        for (var y = 0.0; y <= top; y += step)
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"""
                <path d="M{Left} {Y(y):0.#}H{Width - Right}" stroke="#dddddd"/>
                <text x="{Left - 6}" y="{Y(y) + 4:0.#}" text-anchor="end">{y:0.##}</text>
                """);
        }

        for (var power = low; power <= high; power++)
        {
            var x = Math.Pow(10, power);
            svg.AppendLine(CultureInfo.InvariantCulture, $"""
                <path d="M{X(x):0.#} {Top}V{Height - Bottom}" stroke="#eeeeee"/>
                <text x="{X(x):0.#}" y="{Height - Bottom + 18}" text-anchor="middle">{x:#,0}</text>
                """);
        }

        for (var i = 0; i < series.Count; i++)
        {
            Line(svg, series[i], Colours[i], Top + 14 + (i * 18), X, Y);
        }

        return svg.AppendLine("</svg>").ToString();
    }

    static void Line(StringBuilder svg, Series series, string colour, double legend, Func<double, double> x, Func<double, double> y)
    {
        var path = string.Join('L', series.Points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{x(p.X):0.#} {y(p.Y.Middle):0.#}")));
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>""");
        foreach (var (at, spread) in series.Points)
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"""
                <path d="M{x(at):0.#} {y(spread.Least):0.#}V{y(spread.Most):0.#}" stroke="{colour}"/>
                <circle cx="{x(at):0.#}" cy="{y(spread.Middle):0.#}" r="3" fill="{colour}"/>
                """);
        }

        svg.AppendLine(CultureInfo.InvariantCulture,
            $"""<text x="{Width - Right - 10}" y="{legend}" text-anchor="end" fill="{colour}">{series.Name}</text>""");
    }

    // 1, 2 or 5 times a power of ten, so that there are at most eight lines.
    static double Step(double most) => (
        from power in Enumerable.Range(-3, 12)
        from factor in Factors
        select factor * Math.Pow(10, power)).First(step => most / step <= 8);
}
