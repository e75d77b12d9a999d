using PiecewiseLinear.Cli;

return await CommandLine.RunAsync(args);
