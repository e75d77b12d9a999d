using PiecewiseLinear.Benchmarks;

switch (args)
{
    case ["linear-programs", .. string[] rest]:
        return LinearProgramBenchmark.Run(rest);
    default:
        Console.Error.WriteLine("usage: linear-programs [--rounds N]    DENSE against CLP on the same sequence of region programs");
        return 2;
}
